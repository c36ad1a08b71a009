"""Asking servers of the web without being led to servers of our own network (server-side request forgery).

`addresses` says what an address means and which addresses of the network are public; `guard` resolves a name once and
refuses what is not public; `asking` connects to the very address that was checked, again for each redirection;
`talking` sends a body and reads the answer, to servers that the installation is set to talk with (those of its own
network only by name). It knows nothing of the portal: whoever has to follow an address that somebody wrote uses it.
"""
