"""A small server around the model: Rasa's `/model/parse` contract without the rest of Rasa's server."""
