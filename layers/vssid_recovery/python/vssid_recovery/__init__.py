"""Account recovery for VssID: use cases and rules, and the adapters that connect them to AWS."""
