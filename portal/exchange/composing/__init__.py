"""Administrative documents in the prescribed layout: as PDF/A to be signed and kept, as DOCX to go on with in Word.

`shapes` what a document holds, `forms` how its kind differs from the others, `body` the text as blocks, `wording` its
formal lines, `measures` the numbers of the annex. `pdf` and `word` set the same parts; nothing here knows a table.
"""
