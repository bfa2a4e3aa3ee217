"""The extension types of 000409, declared here, so that none of their packages is needed.

pynwb makes classes of the declarations and stores them in the file; who reads it meets types that
it does not have, as with the real files.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hdmf.build import BuildManager, TypeMap
from pynwb import get_type_map
from pynwb.spec import (
    NWBAttributeSpec,
    NWBDatasetSpec,
    NWBGroupSpec,
    NWBLinkSpec,
    NWBNamespaceBuilder,
)


@cache
def type_map() -> TypeMap:
    """pynwb's types and these extensions'; a copy, so that pynwb itself does not know them."""
    types = get_type_map()
    declared = (
        ("ndx-events", "0.2.0", _events(), ("NWBDataInterface",)),
        ("ndx-pose", "0.2.2", _pose(), ("NWBDataInterface", "SpatialSeries")),
        ("ndx-ibl", "0.2.0", _ibl(), ("Subject",)),
        (
            "ndx-anatomical-localization",
            "0.1.0",
            _localization(),
            ("NWBContainer", "LabMetaData", "DynamicTable"),
        ),
    )
    with TemporaryDirectory() as folder:
        for name, version, specs, bases in declared:
            builder = NWBNamespaceBuilder(
                doc=f"Types of {name} that the demo's files use.",
                name=name,
                version=version,
                author="dandi-tui",
                contact="demo@example.org",
            )
            for included in bases:
                builder.include_type(included, namespace="core")
            for spec in specs:
                builder.add_spec(f"{name}.extensions.yaml", spec)
            builder.export(f"{name}.namespace.yaml", outdir=folder)
            types.load_namespaces(str(Path(folder) / f"{name}.namespace.yaml"))
    return types


def manager() -> BuildManager:
    """What `NWBHDF5IO` needs to write these types."""
    return BuildManager(type_map())


def make(namespace: str, neurodata_type: str, **fields: Any) -> Any:
    """An object of an extension's type: `make("ndx-events", "Events", name=…)`."""
    container = type_map().get_dt_container_cls(neurodata_type, namespace)
    return container(**fields)


def _text(name: str, doc: str, *, required: bool = False) -> NWBAttributeSpec:
    return NWBAttributeSpec(name=name, doc=doc, dtype="text", required=required)


def _events() -> tuple[NWBGroupSpec, ...]:
    """Timestamps without data."""
    timestamps = NWBDatasetSpec(
        name="timestamps",
        doc="Event timestamps, in seconds, relative to the session start.",
        dtype="float32",
        dims=("num_events",),
        shape=(None,),
        attributes=[
            NWBAttributeSpec(name="unit", doc="Fixed to seconds.", dtype="text", value="seconds")
        ],
    )
    events = NWBGroupSpec(
        neurodata_type_def="Events",
        neurodata_type_inc="NWBDataInterface",
        doc="A list of timestamps, stored in seconds, of an event.",
        attributes=[_text("description", "Description of the event.", required=True)],
        datasets=[timestamps],
    )
    return (events,)


def _pose() -> tuple[NWBGroupSpec, ...]:
    """Skeletons, and the places of their nodes over time."""
    skeleton = NWBGroupSpec(
        neurodata_type_def="Skeleton",
        neurodata_type_inc="NWBDataInterface",
        doc="Group that holds node and edge data for defining parts of a pose.",
        datasets=[
            NWBDatasetSpec(
                name="nodes",
                doc="Array of body part names.",
                dtype="text",
                dims=("num_body_parts",),
                shape=(None,),
            ),
            NWBDatasetSpec(
                name="edges",
                doc="Array of pairs of indices corresponding to edges between nodes.",
                dtype="uint8",
                dims=("num_edges", "nodes_index, nodes_index"),
                shape=(None, 2),
                quantity="?",
            ),
        ],
    )
    skeletons = NWBGroupSpec(
        neurodata_type_def="Skeletons",
        neurodata_type_inc="NWBDataInterface",
        default_name="Skeletons",
        doc="Organizational group to hold skeletons.",
        groups=[NWBGroupSpec(neurodata_type_inc="Skeleton", quantity="*", doc="A skeleton.")],
    )
    return skeleton, skeletons, _pose_series(), _pose_estimation()


def _pose_series() -> NWBGroupSpec:
    """One node: position and confidence."""
    data = NWBDatasetSpec(
        name="data",
        doc="Estimated position (x, y) or (x, y, z).",
        dtype="float32",
        dims=(("num_frames", "x, y"), ("num_frames", "x, y, z")),
        shape=((None, 2), (None, 3)),
        attributes=[
            NWBAttributeSpec(
                name="unit", doc="Base unit.", dtype="text", default_value="pixels", required=False
            )
        ],
    )
    confidence = NWBDatasetSpec(
        name="confidence",
        doc="Confidence or likelihood of the estimated positions.",
        dtype="float32",
        dims=("num_frames",),
        shape=(None,),
        quantity="?",
        attributes=[_text("definition", "How the confidence was computed.")],
    )
    return NWBGroupSpec(
        neurodata_type_def="PoseEstimationSeries",
        neurodata_type_inc="SpatialSeries",
        doc="Estimated position of a body part over time.",
        datasets=[data, confidence],
    )


def _pose_estimation() -> NWBGroupSpec:
    """All nodes of one camera, and the skeleton they belong to."""
    return NWBGroupSpec(
        neurodata_type_def="PoseEstimation",
        neurodata_type_inc="NWBDataInterface",
        default_name="PoseEstimation",
        doc="Group that holds estimated position data for multiple body parts.",
        datasets=[
            NWBDatasetSpec(name="description", doc="About it.", dtype="text", quantity="?"),
            NWBDatasetSpec(
                name="source_software", doc="What estimated.", dtype="text", quantity="?"
            ),
        ],
        groups=[
            NWBGroupSpec(
                neurodata_type_inc="PoseEstimationSeries", quantity="*", doc="A body part."
            )
        ],
        links=[
            NWBLinkSpec(name="skeleton", target_type="Skeleton", quantity="?", doc="The skeleton.")
        ],
    )


def _ibl() -> tuple[NWBGroupSpec, ...]:
    """The mouse, with its water."""
    millilitres = {
        "expected_water_ml": "Water that the subject should get, in ml.",
        "remaining_water_ml": "Water that the subject has yet to get, in ml.",
    }
    subject = NWBGroupSpec(
        neurodata_type_def="IblSubject",
        neurodata_type_inc="Subject",
        name="subject",
        doc="Subject metadata of the International Brain Laboratory.",
        attributes=[
            *(
                NWBAttributeSpec(name=name, doc=doc, dtype="float32", required=False)
                for name, doc in millilitres.items()
            ),
            _text("uuid", "Identifier in the laboratory's database."),
        ],
    )
    return (subject,)


def _localization() -> tuple[NWBGroupSpec, ...]:
    """Where each electrode was, in one or more atlases."""
    space = NWBGroupSpec(
        neurodata_type_def="Space",
        neurodata_type_inc="NWBContainer",
        doc="A coordinate space.",
        attributes=[
            _text("space_name", "Name of the space.", required=True),
            _text("origin", "Where its zero is.", required=True),
            _text("units", "Of its coordinates.", required=True),
            _text("orientation", "Directions of its axes, such as RAS.", required=True),
        ],
    )
    table = NWBGroupSpec(
        neurodata_type_def="AnatomicalCoordinatesTable",
        neurodata_type_inc="DynamicTable",
        doc="Coordinates in a space, row by row for the localized entity.",
        attributes=[_text("method", "How the coordinates were found.")],
        links=[NWBLinkSpec(name="space", target_type="Space", doc="The space.")],
    )
    localization = NWBGroupSpec(
        neurodata_type_def="Localization",
        neurodata_type_inc="LabMetaData",
        name="localization",
        doc="Localization of what was recorded from.",
        groups=[
            NWBGroupSpec(
                neurodata_type_inc="AnatomicalCoordinatesTable", quantity="*", doc="Coordinates."
            ),
            NWBGroupSpec(neurodata_type_inc="Space", quantity="*", doc="Spaces."),
        ],
    )
    return space, table, localization
