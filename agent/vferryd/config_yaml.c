/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * config_yaml.c: walks the YAML of a configuration (see config.h) by the table of keys. Neighbours:
 * config_keys.h, config_value.h, config_plain.h.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "vferryd/config_keys.h"
#include "vferryd/config_plain.h"
#include "vferryd/config_value.h"

struct reader {
	const char *name;
	yaml_document_t *doc;
	struct config *config;
	struct err *err;
};

/* Puts file and line before what *err says of the node. */
static int
at_node(const struct reader *reader, const yaml_node_t *node, int ret)
{
	if (ret < 0)
		(void)err_wrap(reader->err, "%.100s:%zu", reader->name, node->start_mark.line + 1);
	return ret;
}

static bool
read_scalar(const yaml_node_t *node, struct config_scalar *scalar)
{
	if (node->type != YAML_SCALAR_NODE)
		return false;
	scalar->text = (const char *)node->data.scalar.value;
	scalar->size = node->data.scalar.length;
	scalar->plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	return true;
}

/* A mapping's pairs; none for one below which all is commented out. */
static int
read_pairs(const yaml_node_t *node, const char *path, const yaml_node_pair_t **first,
           const yaml_node_pair_t **end, struct err *err)
{
	struct config_scalar scalar;

	*first = *end = NULL;
	if (read_scalar(node, &scalar) && config_is_null(&scalar))
		return 0;
	if (node->type != YAML_MAPPING_NODE)
		return path[0] ? err_set(err, -EINVAL, "\"%s\" wants lines \"key: value\" below it", path)
		               : err_set(err, -EINVAL, "a configuration has lines \"key: value\"");
	*first = node->data.mapping.pairs.start;
	*end = node->data.mapping.pairs.top;
	return 0;
}

/* The key of a pair, which no pair before it has. */
static int
read_key(const struct reader *reader, const yaml_node_pair_t *first, const yaml_node_pair_t *pair,
         const char *section, struct config_scalar *key)
{
	const yaml_node_t *node = yaml_document_get_node(reader->doc, pair->key);
	struct config_scalar other;
	int ret;

	if (!read_scalar(node, key))
		return err_set(reader->err, -EINVAL, "a key%s%s is not a word", section[0] ? " below " : "",
		               section);
	ret = config_check_text(key, section[0] ? section : "a key", reader->err);
	for (const yaml_node_pair_t *before = first; before < pair && ret == 0; before++) {
		node = yaml_document_get_node(reader->doc, before->key);
		if (read_scalar(node, &other) && strcmp(other.text, key->text) == 0)
			ret = err_set(reader->err, -EINVAL,
			              "key \"%s%s%.64s\" stands twice, first in line %zu", section,
			              section[0] ? "." : "", key->text, node->start_mark.line + 1);
	}
	return ret;
}

static int
unknown_key(const struct reader *reader, const char *section, const char *path)
{
	char known[256];

	config_keys_known(section, known, sizeof(known));
	return err_set(reader->err, -EINVAL, "key \"%s\" is not known; known here: %s", path, known);
}

static int
add_name(const struct config_key *key, const char *there, const char *here, struct config_names *names,
         struct err *err)
{
	unsigned int n = names->n;

	if (n == CONFIG_NAMES_MAX)
		return err_set(err, -EINVAL, "\"%s\" has more than %u names", key->path, CONFIG_NAMES_MAX);
	if (strlen(there) < key->min || strlen(there) > key->max || strlen(here) < key->min ||
	    strlen(here) > key->max)
		return err_set(err, -EINVAL, "a name in \"%s\" has not 1 to 63 bytes", key->path);
	names->names[n].there = strdup(there);
	names->names[n].here = strdup(here);
	names->n++; /* before a look at them, so that they are freed */
	if (!names->names[n].there || !names->names[n].here)
		return err_set(err, -ENOMEM, "no memory for \"%s\"", key->path);
	return 0;
}

static int
read_names(const struct reader *reader, const struct config_key *key, const yaml_node_t *node)
{
	struct config_names *names = config_key_field(key, reader->config);
	const yaml_node_pair_t *first, *end;
	int ret = at_node(reader, node, read_pairs(node, key->path, &first, &end, reader->err));

	for (const yaml_node_pair_t *pair = first; pair < end && ret == 0; pair++) {
		const yaml_node_t *value = yaml_document_get_node(reader->doc, pair->value);
		struct config_scalar there, here;

		ret = read_key(reader, first, pair, key->path, &there);
		if (ret == 0 && !read_scalar(value, &here))
			ret = err_set(reader->err, -EINVAL, "\"%s.%.64s\" wants a name", key->path,
			              there.text);
		if (ret == 0)
			ret = config_check_text(&here, key->path, reader->err);
		if (ret == 0)
			ret = add_name(key, there.text, here.text, names, reader->err);
		ret = at_node(reader, yaml_document_get_node(reader->doc, pair->key), ret);
	}
	return ret;
}

static int
read_value(const struct reader *reader, const struct config_key *key, const yaml_node_t *node)
{
	struct config_scalar scalar;

	if (key->kind == CONFIG_NAMES)
		return read_names(reader, key, node);
	if (!read_scalar(node, &scalar))
		return at_node(reader, node,
		               err_set(reader->err, -EINVAL, "\"%s\" wants one %s", key->path,
		                       key->kind == CONFIG_NUMBER ? "number" : "text"));
	return at_node(reader, node, config_set(key, &scalar, reader->config, reader->err));
}

/* What stands below section; "": the whole. */
static int
/* NOLINTNEXTLINE(misc-no-recursion): sections are as deep as the table has them. */
read_section(const struct reader *reader, const char *section, const yaml_node_t *node)
{
	const yaml_node_pair_t *first, *end;
	int ret = at_node(reader, node, read_pairs(node, section, &first, &end, reader->err));

	for (const yaml_node_pair_t *pair = first; pair < end && ret == 0; pair++) {
		const yaml_node_t *value = yaml_document_get_node(reader->doc, pair->value);
		const yaml_node_t *name = yaml_document_get_node(reader->doc, pair->key);
		struct config_scalar word = {.text = ""};
		struct config_key key;
		bool path_like; /* which only the table has, and no file */
		char path[128];

		ret = at_node(reader, name, read_key(reader, first, pair, section, &word));
		if (ret < 0)
			break;
		(void)snprintf(path, sizeof(path), "%s%s%.64s", section, section[0] ? "." : "", word.text);
		path_like = strchr(word.text, '.');
		if (!path_like && config_key_find(path, &key))
			ret = read_value(reader, &key, value);
		else if (!path_like && config_key_is_section(path))
			ret = read_section(reader, path, value);
		else
			ret = at_node(reader, name, unknown_key(reader, section, path));
	}
	return ret;
}

/* text is known to be right, so only memory can be missing. An empty file is a document without a node. */
static int
read_document(const char *name, const char *text, size_t size, struct config *config, struct err *err)
{
	yaml_document_t doc;
	struct reader reader = {.name = name, .doc = &doc, .config = config, .err = err};
	yaml_parser_t yaml;
	int ret = 0;

	if (!yaml_parser_initialize(&yaml))
		return err_set(err, -ENOMEM, "no memory to read %.100s", name);
	yaml_parser_set_input_string(&yaml, (const unsigned char *)text, size);
	if (yaml_parser_load(&yaml, &doc)) {
		const yaml_node_t *root = yaml_document_get_root_node(&doc);

		if (root)
			ret = read_section(&reader, "", root);
		yaml_document_delete(&doc);
	} else {
		ret = err_set(err, -ENOMEM, "no memory for the YAML of %.100s", name);
	}
	yaml_parser_delete(&yaml);
	return ret;
}

int
config_parse(const char *name, const char *text, size_t size, struct config *config, struct err *err)
{
	int ret = config_defaults(config, err);

	if (ret < 0)
		return ret;
	if (size > CONFIG_SIZE_MAX)
		ret = err_set(err, -EFBIG, "%.100s has more than %u bytes: is it a configuration?", name,
		              CONFIG_SIZE_MAX);
	if (ret == 0)
		ret = config_plain(name, text, size, err);
	if (ret == 0)
		ret = read_document(name, text, size, config, err);
	if (ret < 0)
		config_clear(config);
	return ret;
}
