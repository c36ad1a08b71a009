"""The pages of citizens' accounts, under /tai-khoan/; importing the modules binds their views to `frame.bp`."""
