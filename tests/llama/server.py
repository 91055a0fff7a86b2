#!/usr/bin/env python3
"""server.py MODEL PORT [f32|embedding|tools]: llama.cpp's own HTTP server on loopback, until standard input ends.

With `f32` nothing is rounded to half precision on the way. With `embedding` it gives embeddings, the mean over
the tokens, in place of answers. With `tools` it has a chat template that tells of tools: that of the model does not.

It ends with its parent, for the system closes the pipe even where the parent is killed.
"""

import pathlib
import sys

import xllamacpp

SLOTS = 2  # so that `n: 2` is allowed

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[2])
# With more threads than idle cores llama.cpp is ten times slower.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.n_parallel = SLOTS
params.n_ctx = 2048 * SLOTS
params.model_alias = {"smollm2"}
# What asks for no seed, as the first example, gets the same answer each time: a random one can be empty.
params.sampling.seed = 7
if sys.argv[3:] == ["f32"]:
    params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    # It rounds keys and values whatever they are kept in.
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
if sys.argv[3:] == ["embedding"]:
    params.embedding = True
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    # With more, texts of one request have other embeddings than each alone, by far.
    params.n_parallel = 1
if sys.argv[3:] == ["tools"]:
    params.chat_template = pathlib.Path(__file__).with_name("tools.jinja").read_text()
server = xllamacpp.Server(params)
sys.stdin.read()
