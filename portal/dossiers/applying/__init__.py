"""A citizen applies online: what is asked, a draft that is saved on the way, papers from a phone, handing in once."""
