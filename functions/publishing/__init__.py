"""From a program to what the web serves: pages, styles and artwork; no request is read here."""
