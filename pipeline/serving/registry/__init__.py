"""Registrations in the service: what a decision moves, what is told of it, and who may send."""
