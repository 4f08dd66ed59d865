"""What may get no slower: `make bench` runs it. `make test` does not, because it times nothing."""
