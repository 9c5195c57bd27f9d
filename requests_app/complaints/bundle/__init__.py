"""The complaint's file: one PDF with cover, complaint, chronology and numbered exhibits.

What turns files into pages (`sheets`, `pictures`, `mails`, `paper`, `binding`) knows no Django and
runs in a bounded child process (`child`); `making` drives that process from the site.
"""
