//! A language model in this process, with all its probabilities: GGUF files on the CPU. No key, no server.

mod engine;
mod gguf;
mod tokenizer;

pub(crate) fn engine_error(error: candle_core::Error) -> surprisal_core::Error {
    surprisal_core::Error::new(
        surprisal_core::ErrorKind::Server,
        "the model could not be run",
    )
    .with_source(error)
}
#[doc(hidden)]
pub mod bench {
    use crate::engine::*;
    use crate::gguf::*;
    use std::time::Instant;
    pub fn run(path: &str) {
        let t = Instant::now();
        let mut f = GgufFile::open(path.as_ref()).unwrap();
        let c = Config::read(&f.metadata()).unwrap();
        let tk = crate::tokenizer::Tokenizer::read(&f.metadata()).unwrap();
        let m = Model::read(
            &mut Weights::new(&mut f),
            c.clone(),
            tk.vocabulary().len(),
            4096,
        )
        .unwrap();
        println!("load {:?}", t.elapsed());
        let prompt = "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\nhow are you today<|im_end|>\n<|im_start|>assistant\n";
        let ids = tk.encode(prompt).unwrap();
        println!("{ids:?}");
        for _ in 0..2 {
            let mut cache = KvCache::new(&c);
            let t = Instant::now();
            let mut l = m.forward(&ids, &mut cache, 1).unwrap();
            println!(
                "prompt {} in {:?} = {:.1}/s",
                ids.len(),
                t.elapsed(),
                ids.len() as f64 / t.elapsed().as_secs_f64()
            );
            let t = Instant::now();
            let n = 64;
            let mut s = 0.0;
            for _ in 0..n {
                let v = l.flatten_all().unwrap().to_vec1::<f32>().unwrap();
                let (i, b) = v
                    .iter()
                    .enumerate()
                    .max_by(|a, b| a.1.total_cmp(b.1))
                    .unwrap();
                let z: f64 = v.iter().map(|x| ((x - b) as f64).exp()).sum();
                s -= z.ln();
                print!(
                    "{}",
                    String::from_utf8_lossy(tk.vocabulary().bytes(i as u32))
                );
                l = m.forward(&[i as u32], &mut cache, 1).unwrap();
            }
            println!(
                "\ngen {:.1}/s  sum {s}",
                n as f64 / t.elapsed().as_secs_f64()
            );
        }
    }
}
