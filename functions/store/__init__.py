"""The store: one item design, two engines. Nothing above this room knows which one."""
