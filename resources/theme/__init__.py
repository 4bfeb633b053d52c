"""Style sheet of the window; colours and sizes come from `counter_app.ui.theme`."""
