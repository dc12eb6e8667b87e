"""The use cases: a case file and a clock go in, a picture, a plan and their words come out."""
