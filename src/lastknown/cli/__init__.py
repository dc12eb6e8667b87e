"""The command line over the desk."""
