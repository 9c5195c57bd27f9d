"""Takes it further: which authority and why, the complaint to the company and to the authority."""
