/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * config_plain.c: see config_plain.h. A look at the events before libyaml builds the document: brackets that
 * nest and anchors cost it time that grows with their square, half an hour for a million brackets.
 */
#include "vferryd/config_plain.h"

#include <errno.h>
#include <stdbool.h>
#include <yaml.h>

#define DEPTH_MAX 8 /* three are used; what is deeper by mistake is told better by name */

struct look {
	unsigned int depth;
	unsigned int documents;
};

/* What is wrong with the event; NULL: nothing. */
static const char *
objection(const yaml_event_t *event, struct look *look)
{
	static const char special[] = "anchors (&), aliases (*) and tags (!) are not read here: a text that "
	                              "begins so goes in quotes";

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return ++look->documents > 1 ? "a second document begins; there may be one" : NULL;
	case YAML_ALIAS_EVENT:
		return special;
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor || event->data.scalar.tag ? special : NULL;
	case YAML_SEQUENCE_START_EVENT:
		if (event->data.sequence_start.anchor || event->data.sequence_start.tag)
			return special;
		return ++look->depth > DEPTH_MAX ? "it nests too deep" : NULL;
	case YAML_MAPPING_START_EVENT:
		if (event->data.mapping_start.anchor || event->data.mapping_start.tag)
			return special;
		return ++look->depth > DEPTH_MAX ? "it nests too deep" : NULL;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		look->depth--;
		return NULL;
	default:
		return NULL;
	}
}

/* What libyaml has to say, in its words. Of bytes that are no text it tells the place, and no line. */
static int
bad_yaml(const yaml_parser_t *yaml, const char *name, const char *text, size_t size, struct err *err)
{
	size_t line = yaml->problem_mark.line + 1;

	if (yaml->error == YAML_MEMORY_ERROR)
		return err_set(err, -ENOMEM, "no memory for the YAML of %.100s", name);
	if (yaml->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < size && i < yaml->problem_offset; i++)
			line += text[i] == '\n';
	}
	return err_set(err, -EINVAL, "%.100s:%zu: this is no YAML: %s%s%s", name, line,
	               yaml->context ? yaml->context : "", yaml->context ? ": " : "",
	               yaml->problem ? yaml->problem : "it cannot be read");
}

int
config_plain(const char *name, const char *text, size_t size, struct err *err)
{
	struct look look = {0};
	yaml_parser_t yaml;
	bool end = false;
	int ret = 0;

	if (!yaml_parser_initialize(&yaml))
		return err_set(err, -ENOMEM, "no memory to read %.100s", name);
	yaml_parser_set_input_string(&yaml, (const unsigned char *)text, size);
	while (!end && ret == 0) {
		const char *wrong;
		yaml_event_t event;

		if (!yaml_parser_parse(&yaml, &event)) {
			ret = bad_yaml(&yaml, name, text, size, err);
			break;
		}
		wrong = objection(&event, &look);
		if (wrong)
			ret = err_set(err, -EINVAL, "%.100s:%zu: %s", name, event.start_mark.line + 1, wrong);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&yaml);
	return ret;
}
