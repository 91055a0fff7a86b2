use bytes::Bytes;
use parquet::basic::{LogicalType, Repetition};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::{Value, json};
use surprisal_confidence::TokenWriter;
use surprisal_core::{Channel, Logprobs, Scored, TokenLogprob, TopLogprob};

use crate::answers::{chunk, jsonl, message};

fn open(write: impl FnOnce(&mut TokenWriter<Vec<u8>>)) -> SerializedFileReader<Bytes> {
    let mut rows = TokenWriter::parquet(Vec::new()).unwrap();
    write(&mut rows);
    SerializedFileReader::new(Bytes::from(rows.finish().unwrap())).unwrap()
}

/// The rows in the form of those of JSON Lines.
fn read(file: &SerializedFileReader<Bytes>) -> Vec<Value> {
    let rows = file.get_row_iter(None).unwrap();
    rows.map(|row| object(&row.unwrap())).collect()
}

fn object(row: &Row) -> Value {
    let columns = row.get_column_iter();
    columns
        .map(|(name, field)| (name.clone(), value(field)))
        .collect()
}

fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::UInt(number) => json!(number),
        Field::ULong(number) => json!(number),
        // JSON has no −∞.
        Field::Double(number) => json!(number),
        Field::Str(text) => json!(text),
        Field::Bytes(bytes) => json!(bytes.data()),
        Field::Group(row) => object(row),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_read_back_are_the_rows_of_json_lines() {
    fn write(rows: &mut TokenWriter<Vec<u8>>) {
        rows.write_message(&message()).unwrap();
        rows.write_chunk(&chunk(0, "a")).unwrap();
        rows.write_chunk(&chunk(3, "b")).unwrap();
        rows.write_chunk(&chunk(0, "c")).unwrap();
    }
    assert_eq!(read(&open(write)), jsonl(write));
}

#[test]
fn minus_infinity_is_kept_as_a_floor() {
    let file = open(|rows| rows.write_message(&message()).unwrap());
    let row = file.get_row_iter(None).unwrap().nth(2).unwrap().unwrap();
    let field = |name: &str| {
        let mut columns = row.get_column_iter();
        columns
            .find(|(column, _)| *column == name)
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(field("floor"), Field::Double(f64::NEG_INFINITY));
    assert_eq!(field("logprob"), Field::Null);
    assert_eq!(field("top_logprobs"), Field::Null);
}

#[test]
fn many_rows_are_in_several_groups() {
    let token = |at: u32| {
        let top = (0..at % 4).map(|rank| TopLogprob::from_id(rank, -f64::from(rank) - 0.5));
        TokenLogprob::from(TopLogprob::from_id(at, -0.5)).with_top_logprobs(top)
    };
    let tokens: Vec<_> = (0..20_000).map(token).collect();
    let scored = Scored::new("", Logprobs::new(Channel::Content, tokens));
    let file = open(|rows| rows.write(&scored).unwrap());
    assert_eq!(file.num_row_groups(), 3);
    let rows = read(&file);
    assert_eq!(rows.len(), 20_000);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!((&row["index"], &row["id"]), (&at.into(), &at.into()));
        assert_eq!(row["top_logprobs"].as_array().unwrap().len(), at % 4);
    }
}

#[test]
fn a_file_without_rows_has_its_columns() {
    let file = open(|_| {});
    assert!(read(&file).is_empty());
    let schema = file.metadata().file_metadata().schema();
    let names: Vec<_> = schema
        .get_fields()
        .iter()
        .map(|field| field.name())
        .collect();
    let row = jsonl(|rows| rows.write(&message()).unwrap()).swap_remove(0);
    let keys: Vec<_> = row.as_object().unwrap().keys().collect();
    assert_eq!(names, keys);
    let info = |at: usize| schema.get_fields()[at].get_basic_info();
    assert_eq!(info(8).repetition(), Repetition::OPTIONAL);
    assert_eq!(info(4).logical_type_ref(), Some(&LogicalType::String));
    assert_eq!(info(5).logical_type_ref(), None);
}
