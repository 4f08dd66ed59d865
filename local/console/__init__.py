"""The console on loopback: pages, softphone, mailbox, sample people. Never deployed."""
