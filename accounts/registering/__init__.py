"""A parent comes in by what they know (B5-B9): facts select the record, its mailbox proves who it is."""
