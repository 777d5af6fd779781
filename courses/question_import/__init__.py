"""Questions from a Word or an Excel file, or typed as text: read into drafts, shown, then written into a bank.

`lines` knows the grammar of Word and text, `sheet` the columns of Excel; both end in the same `drafts.Draft`. Nothing here writes.
"""
