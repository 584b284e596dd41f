"""Parts of the pipeline that Rasa loads by their module paths (`nlu_data/config.yml`)."""
