"""Other people's password reset, on the machine and in the run in which ours is measured."""
