"""Every format that leaves or enters: text, page, map, GPX, GeoJSON, CF netCDF."""
