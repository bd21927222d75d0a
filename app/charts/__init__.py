"""Charts: what is common to all of them (base, canvas, scale); each tab draws its own on top of it.

A chart is a `Chart` that says what it shows in three forms: a drawing, a table and a sentence. It draws on a `Canvas`,
a painter that knows the theme's roles and sizes, at places that a `Scale` gives for values.
"""
