"""The running service: Prefect's runs of cases, executed in one process, and all that stands around them.

Only this package and `flows.py` know Prefect. Prefect reads its settings when it is loaded: import
`service.desk` only once the environment names our own server (`service.serve` does).
"""
