"""Where: positions and the text that names them, distances, the local plane, coast and packs."""
