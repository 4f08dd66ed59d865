"""A telephone network in small: runs a contact flow as Amazon Connect would, and tells the call."""
