"""Every area code of GB/T 2260 that ever existed, and the script that gathers them."""
