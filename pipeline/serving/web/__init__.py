"""What `dojang serve` answers over HTTP beside Prefect's UI."""
