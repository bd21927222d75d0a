"""What a person can do, a module a tab: the menus, shortcuts, buttons and the palette come from these."""
