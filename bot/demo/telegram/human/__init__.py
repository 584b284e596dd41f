"""The other side of the chats: what people do and what they see."""
