"""Sensors and sweep width, patterns, probability of detection, the first search box."""
