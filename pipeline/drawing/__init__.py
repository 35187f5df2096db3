"""What all pictures share that people look at: the Korean typeface, lines of text, pages at a size, free places.

It knows no outcome and no field: what a picture means is said above, in `pipeline/serving/` and `pipeline/looking/`.
"""
