"""`dojang look`: what reading saw on a file's pages, for people who ask why something was read as it was.

`overlay` draws a page, `listing` says the same in words and as JSON, `terminals` shows pictures where a terminal can.
All of it works on what left the fence: personal numbers are covered in the picture and starred in every text.
"""
