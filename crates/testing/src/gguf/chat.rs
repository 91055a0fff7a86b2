/// The chat template: ChatML, as Qwen and SmolLM write it.
pub(super) const TEMPLATE: &str = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + \
                                   message['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if \
                                   add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
