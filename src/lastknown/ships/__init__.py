"""Ship tracks from AIS, who may strike a boat, who can help, who was in radio range."""
