"""Survival in cold water: how long people may live, always as a range, and how many of a group."""
