"""The append-only record of a night: entries, their chain and keys, stores, and the picture.

`entries` what can be written down; `chain` how it is proved; `sealing` and `keyring` how it is kept
private; `store` where it lies; `bundle` how it travels; `verify` and `restore` what to do when it
was touched; `purge` how it is forgotten; `picture` what it all says at one moment.
"""
