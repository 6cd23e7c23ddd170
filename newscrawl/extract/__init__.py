"""From a Page to an Article: pure functions, a stage a module, over one Draft."""
