"""Training side of Dojang's own recogniser: line data, network, training, export. The pipeline imports nothing of it."""
