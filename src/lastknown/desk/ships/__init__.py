"""The use cases about ships: who may run over a boat, who can help it, what they are told."""
