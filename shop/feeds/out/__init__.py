"""The catalogue as files for others: a module a format."""
