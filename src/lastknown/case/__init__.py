"""The append-only record of a night: entries, their chain and keys, stores, and the picture.

`entries` what can be written down and `rules` by whom; `chain` how it is proved; `sealing` and
`keyring` how it is kept private; `store` where it lies and `guard` what stops changes there;
`bundle` how it travels and `arrivals` how it comes in; `verify` and `merge.restore` what to do when
it was touched; `purge` and `retention` how it is forgotten; `reading` who read very much; `picture`
what it all says at one moment.
"""
