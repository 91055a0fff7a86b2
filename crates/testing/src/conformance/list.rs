/// The one list of cases, `room::case [features that it needs] [parts that it needs];`, given to the macro that is named.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_cases {
    ([$($then:tt)+] $($arguments:tt)*) => {
        $($then)+! { [$($arguments)*]
            answers::a_model_answers_with_a_text_and_says_why_it_stopped [] [];
            answers::an_answer_arrives_whole [] [];
            answers::an_answer_tells_its_provider [] [];
            answers::an_answer_tells_its_id [] [AnswerId];
            answers::an_answer_tells_its_model [] [ModelName];
            answers::an_answer_tells_the_id_of_its_request [] [RequestIds];
            answers::the_finish_reason_stop_arrives [] [];
            answers::the_finish_reason_length_arrives [] [];
            answers::the_finish_reason_content_filter_arrives [] [];
            answers::usage_arrives_with_a_whole_answer [] [Usage];
            answers::a_refusal_is_apart_from_the_text [] [Refusal];
            answers::reasoning_is_apart_from_the_text [] [Reasoning];
            answers::characters_of_every_script_arrive [] [];
            answers::several_choices_are_kept_apart [N] [];
            answers::a_batch_keeps_the_order_of_its_inputs [] [];
            answers::what_a_profile_tells_is_what_answers_tell [] [];

            conversations::an_empty_conversation_is_refused_without_a_request [] [];
            conversations::a_long_conversation_arrives_whole [] [];
            conversations::several_messages_of_one_role_arrive_in_their_order [] [];
            conversations::a_system_message_is_told_from_a_human_one [] [];
            conversations::a_developer_message_is_told_from_a_human_one [] [];
            conversations::an_earlier_answer_is_told_from_a_human_message [] [];
            conversations::a_name_arrives_or_is_refused [] [];
            conversations::characters_of_every_script_are_sent [] [];

            media::a_picture_by_its_bytes_arrives_or_is_refused [] [];
            media::a_picture_by_its_address_arrives_or_is_refused [] [];
            media::a_sound_arrives_or_is_refused [] [];
            media::a_document_arrives_or_is_refused [] [];

            streams::a_stream_brings_its_pieces_one_by_one [] [];
            streams::a_stream_adds_up_to_the_whole_answer [] [];
            streams::a_stream_is_the_same_however_its_bytes_are_cut [] [Bytes];
            streams::a_stream_tells_its_usage_once [] [Usage];
            streams::a_stream_names_itself_once [] [AnswerId, ModelName];
            streams::a_stream_stays_ended_after_its_end [] [];
            streams::a_stream_stays_ended_after_an_error [] [];
            streams::a_stream_outlives_its_model [] [];
            streams::choices_of_a_stream_are_kept_apart [N] [];
            streams::reasoning_of_a_stream_is_apart_from_the_text [] [Reasoning];
            streams::a_refusal_of_a_stream_is_apart_from_the_text [] [Refusal];

            tools::a_tool_arrives [Tools] [];
            tools::a_call_of_a_tool_arrives [Tools] [];
            tools::several_calls_arrive_in_their_order [Tools] [];
            tools::a_call_without_arguments_arrives [Tools] [];
            tools::a_call_in_pieces_adds_up [Tools] [];
            tools::calls_in_pieces_are_kept_apart [Tools] [];
            tools::arguments_that_are_no_json_are_kept [Tools] [];
            tools::arguments_that_are_cut_off_are_kept [Tools] [];
            tools::arguments_of_every_script_arrive [Tools] [];
            tools::each_choice_of_a_tool_arrives [Tools, ToolChoice] [];
            tools::the_result_of_a_call_goes_back [Tools] [];
            tools::the_error_of_a_call_goes_back [Tools] [];

            formats::a_schema_arrives_with_the_order_of_its_fields [JsonSchema] [];
            formats::a_strict_schema_is_told_from_one_that_is_not [JsonSchema] [];
            formats::a_json_answer_arrives_as_it_is [JsonObject] [];
            formats::a_refusal_in_place_of_json_is_a_refusal [JsonSchema] [Refusal];

            errors::an_invalid_input_is_known [] [];
            errors::a_wrong_key_is_known [] [];
            errors::a_missing_permission_is_known [] [];
            errors::a_model_that_is_not_there_is_known [] [];
            errors::a_rate_limit_is_known [] [];
            errors::an_exhausted_quota_is_known [] [];
            errors::a_context_that_is_too_long_is_known [] [];
            errors::a_filtered_prompt_is_known [] [];
            errors::an_option_that_is_refused_is_known [] [];
            errors::a_time_limit_of_the_service_is_known [] [];
            errors::a_failure_of_the_service_is_known [] [];
            errors::an_error_tells_what_the_service_said [] [];
            errors::an_error_tells_its_provider [] [];
            errors::an_error_tells_its_status_and_body [] [Responses];
            errors::an_error_tells_the_id_of_its_request [] [RequestIds];
            errors::an_error_tells_how_long_to_wait [] [];
            errors::a_stream_that_is_refused_is_an_error_of_the_call [] [];
            errors::an_error_within_a_stream_comes_behind_what_came [] [ErrorsInStreams];

            retries::what_passes_is_tried_again [] [Retries];
            retries::a_stream_that_is_refused_is_tried_again [] [Retries];
            retries::the_wait_that_is_asked_for_is_kept [] [Retries];
            retries::tries_come_to_an_end [] [Retries];
            retries::what_does_not_pass_is_not_tried_again [] [];
            retries::an_exhausted_quota_is_not_tried_again [] [];
            retries::a_stream_that_has_begun_is_not_tried_again [] [];

            limits::an_answer_has_a_time_limit [] [];
            limits::a_stream_has_a_time_limit [] [];
            limits::a_stream_has_an_idle_limit [] [];
            limits::a_steady_stream_keeps_the_idle_limit [] [];
            limits::an_answer_that_breaks_off_is_truncated [] [];
            limits::an_answer_that_stops_early_is_truncated [] [];
            limits::a_stream_that_breaks_off_is_truncated [] [];
            limits::a_stream_without_its_end_is_truncated [] [];
            limits::what_came_before_the_break_is_kept [] [];
            limits::a_call_that_is_dropped_is_given_up [] [];
            limits::a_stream_that_is_dropped_is_given_up [] [];

            options::the_option_logprobs_is_answered [] [];
            options::the_option_top_logprobs_is_answered [] [];
            options::the_option_temperature_is_answered [] [];
            options::the_option_top_p_is_answered [] [];
            options::the_option_max_tokens_is_answered [] [];
            options::the_option_stop_is_answered [] [];
            options::the_option_seed_is_answered [] [];
            options::the_option_frequency_penalty_is_answered [] [];
            options::the_option_presence_penalty_is_answered [] [];
            options::the_option_logit_bias_is_answered [] [];
            options::the_option_n_is_answered [] [];
            options::the_option_tools_is_answered [] [];
            options::the_option_tool_choice_is_answered [] [];
            options::the_option_parallel_tool_calls_is_answered [] [];
            options::the_option_response_format_is_answered [] [];
            options::a_json_schema_is_answered [] [];
            options::the_option_reasoning_effort_is_answered [] [];
            options::the_option_metadata_is_answered [] [];
            options::the_option_extra_is_answered [] [];
            options::the_option_headers_is_answered [] [];
            options::log_probabilities_of_a_stream_are_answered [] [];
            options::options_of_another_provider_are_passed_over [] [];
            options::an_option_out_of_range_is_refused_without_a_request [] [];
            options::a_limit_of_one_token_is_kept [] [];
            options::a_zero_is_told_from_nothing [] [];
            options::zero_alternatives_are_told_from_nothing [Logprobs, TopLogprobs] [ZeroAlternatives];
            options::what_came_is_kept_where_that_is_asked_for [] [Raw];

            logprobs::the_bytes_of_the_tokens_are_the_text [Logprobs] [];
            logprobs::a_stream_and_a_whole_answer_have_the_same_tokens [Logprobs, StreamLogprobs] [];
            logprobs::there_are_no_more_tokens_than_the_usage_tells [Logprobs] [Usage];
            logprobs::a_token_is_among_its_alternatives_or_its_rank_is_told [Logprobs, TopLogprobs] [];
            logprobs::alternatives_come_the_likeliest_first [Logprobs, TopLogprobs] [];
            logprobs::the_mass_of_the_alternatives_is_at_most_one [Logprobs, TopLogprobs] [];
            logprobs::no_log_probability_is_above_zero [Logprobs] [];
            logprobs::a_stand_in_is_a_floor_and_no_number [Logprobs] [];
            logprobs::pieces_without_tokens_change_nothing [Logprobs, StreamLogprobs] [];
            logprobs::the_tokens_of_choices_are_kept_apart [Logprobs, N] [];
            logprobs::an_answer_cut_by_its_limit_keeps_whole_tokens [Logprobs] [];
            logprobs::missing_log_probabilities_are_an_error [Logprobs] [];

            tokens::missing_log_probabilities_of_a_stream_are_an_error [Logprobs, StreamLogprobs] [];
            tokens::missing_log_probabilities_are_a_warning_where_that_is_chosen [Logprobs] [];
            tokens::nothing_is_missing_where_nothing_was_asked_for [Logprobs] [];
            tokens::what_a_token_tells_arrives [Logprobs, TopLogprobs] [];
            tokens::ids_of_tokens_arrive [Logprobs] [TokenIds];
            tokens::parts_of_characters_arrive_as_bytes [Logprobs] [PartialTokens];
            tokens::no_list_of_alternatives_differs_from_an_empty_one [Logprobs] [AbsentAlternatives];
            tokens::a_missing_number_is_no_zero [Logprobs] [AbsentScores];
            tokens::tokens_of_a_refusal_have_a_channel_of_their_own [Logprobs] [Refusal, RefusalLogprobs];
            tokens::tokens_of_the_reasoning_have_a_channel_of_their_own [Logprobs] [Reasoning, ReasoningLogprobs];
            tokens::each_piece_of_a_stream_has_its_own_tokens [Logprobs, StreamLogprobs] [];
            tokens::numbers_keep_all_of_their_digits [Logprobs] [];

            secrets::a_model_does_not_print_its_key [] [];
            secrets::an_error_does_not_print_the_key_that_comes_back [] [Responses];
            secrets::an_error_within_a_stream_does_not_print_the_key_that_comes_back [] [Responses, ErrorsInStreams];
            secrets::a_header_of_a_call_is_not_printed [] [Responses];
        }
    };
}

/// Makes a `#[test]` of each case of the [conformance suite](crate::conformance), for the subject that the expression
/// gives. A case that is skipped prints why; with `cargo test -- --nocapture` it is seen.
///
/// ```
/// mod my_provider {
/// #   use surprisal_testing::conformance::{Rig, Scenario, Stop, Subject};
/// #   struct MySubject;
/// #   #[async_trait::async_trait]
/// #   impl Subject for MySubject {
/// #       async fn rig(&self, _: Scenario) -> Result<Rig, Stop> { Err(Stop::Skip("it is an example".into())) }
/// #   }
///     surprisal_testing::conformance_suite!(MySubject);
/// }
/// ```
#[macro_export]
macro_rules! conformance_suite {
    ($subject:expr) => {
        $crate::conformance_cases! { [$crate::conformance_tests] $subject }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    ([$subject:expr] $($room:ident :: $name:ident [$($feature:ident),*] [$($part:ident),*];)*) => {$(
        #[test]
        fn $name() {
            match $crate::conformance::test(stringify!($name), &$subject) {
                $crate::conformance::Outcome::Failed(why) => panic!("{why}"),
                $crate::conformance::Outcome::Skipped(why) => println!("skipped: {why}"),
                _ => {}
            }
        }
    )*};
}
