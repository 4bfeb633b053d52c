"""人员: who can sign in here, enrolled and helped by whoever lets people in."""
