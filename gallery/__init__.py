"""The live component library, for people who work on the shop."""
