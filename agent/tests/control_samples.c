/* SPDX-License-Identifier: BSD-3-Clause */
/* control_samples.c: see control_samples.h. */
#include "control_samples.h"

static const struct crossing_dest_vf vfs[] = {
        {"52:54:00:00:00:01", "<interface type='network'>\n\t<source network='vfs'/>\n</interface>"},
        {NULL, "<hostdev mode='subsystem' type='pci'/>"},
};
static const char *const to[] = {"qemu+ssh://beta/system", "qemu+tls://gamma/system"};
static const struct crossing_wish full = {
        .source_uri = "qemu:///system",
        .destination_uri = "qemu+ssh://beta/system",
        .domain = "routér \"7\"",
        .vf = "hostdev0",
        .backup = "net1",
        .dest_vfs = vfs,
        .ndest_vfs = 2,
        .migrate_uri = "tcp://10.0.0.2",
        .live = true,
        .p2p = true,
        .persistent = true,
        .undefine_source = true,
        .require_vf = true,
        .bandwidth_mib = 1ull << 40,
        .prepare_s = 600,
        .timeout_s = UINT32_MAX,
};

void
sample_request(enum control_method method, struct control_request *request)
{
	*request = (struct control_request){
	        .id = {.kind = CONTROL_ID_NUMBER, .number = -CONTROL_ID_MAX + (int)method},
	        .method = method,
	        .wish = full,
	        .prepare_s_given = true,
	        .uuid = "7f2c1a52-9c0e-4a4e-8d55-0f3a1b2c3d4e",
	        .to = to,
	        .nto = 2,
	        .dry_run = true,
	};
}

char *
sample_answer(unsigned int i, struct err *err)
{
	static const struct control_id id = {.kind = CONTROL_ID_TEXT, .text = "a-1 ~"},
	                               none = {.kind = CONTROL_ID_NONE};
	static const int codes[] = {OUTCOME_ERROR,          OUTCOME_NO_DOMAIN,       OUTCOME_LOST,
	                            CONTROL_PARSE_ERROR,    CONTROL_INVALID_REQUEST, CONTROL_UNKNOWN_METHOD,
	                            CONTROL_INVALID_PARAMS, CONTROL_INTERNAL_ERROR};
	const struct crossing_progress progress = {
	        .step = "copy",
	        .host = "älpha",
	        .begins = i % 2,
	        .ends = true,
	        .failed = true,
	        .attempt = UINT32_MAX,
	        .elapsed_ms = CONTROL_ID_MAX,
	        .step_ms = 1,
	        .memory_total = 1ull << 40,
	        .memory_remaining = 2,
	        .bytes_per_s = 3,
	        .note = i % 2 ? NULL : "the copy does not converge",
	};
	const struct report report = {.domain = "router", .outcome = OUTCOME_OK, .source = "alpha"};
	json_t *result;
	char *line;

	if (i < 2)
		return control_encode_progress(&id, i ? "router" : NULL, &progress, err);
	i -= 2;
	if (i < sizeof(codes) / sizeof(codes[0]))
		return control_encode_error(codes[i] < 0 ? &none : &id, codes[i], "it \"failed\"", err);
	if (i > sizeof(codes) / sizeof(codes[0]))
		return NULL;
	result = report_json(&report);
	line = control_encode_result(&id, result, err);
	json_decref(result);
	return line;
}
