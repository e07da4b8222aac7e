"""The component library, shown live to those who work on the shop."""
