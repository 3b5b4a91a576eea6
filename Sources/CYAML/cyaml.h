#ifndef WEIR_CYAML_H
#define WEIR_CYAML_H

#include <yaml.h>

#endif
