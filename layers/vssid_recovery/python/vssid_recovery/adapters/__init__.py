"""The edge: the only code that has heard of DynamoDB, Secrets Manager and Argon2."""
