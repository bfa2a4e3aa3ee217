"""What the two dandisets with NWB files say of themselves."""

from dandi_tui.demo.catalogue import About

OPHYS_ABOUT = About(
    name="Allen Institute - Visual Coding - Optical Physiology",
    description=(
        "Two-photon calcium imaging of neurons in visual areas of awake, head-fixed mice that view "
        "gratings, sparse noise, natural scenes and natural movies. Each file holds one session: "
        "ΔF/F and fluorescence of every ROI, the maximum projection, masks, running speed and the "
        "stimulus tables.\n\nThe layout is that of DANDI:000728; **the recordings are synthetic**, "
        "made on this machine for the demo."
    ),
    contributors=(
        ("Allen Institute for Brain Science", ("Author", "DataCollector", "RightsHolder")),
        ("Lab, Demo", ("ContactPerson", "DataCurator")),
        ("National Institutes of Health", ("Funder",)),
    ),
    keywords=("calcium imaging", "mouse visual cortex", "two-photon"),
    approaches=("behavioral approach", "microscopy approach; cell population imaging"),
    techniques=("two-photon microscopy technique", "surgical technique", "analytical technique"),
    variables=(
        "PlaneSegmentation",
        "OpticalChannel",
        "ImagingPlane",
        "ProcessingModule",
        "BehavioralTimeSeries",
        "SpatialSeries",
        "PupilTracking",
    ),
    anatomy=(("primary visual cortex", "UBERON:0002436"),),
    related=(("Visual Coding", "https://observatory.brain-map.org/visualcoding/"),),
)

IBL_ABOUT = About(
    name="IBL - Brain Wide Map",
    description=(
        "Neuropixels recordings across the brain of mice in a visual decision task: spikes of "
        "sorted units, trials, wheel, pose, pupil and licks.\n\nThe layout is that of "
        "DANDI:000409; **the recordings are synthetic**, made on this machine for the demo. The "
        "videos are listed, but not there."
    ),
    contributors=(
        ("International Brain Laboratory", ("Author", "ContactPerson")),
        ("Simons Foundation", ("Funder",)),
    ),
    keywords=("neuropixels", "decision making", "brain-wide"),
    approaches=("behavioral approach", "electrophysiological approach"),
    techniques=(
        "multi electrode extracellular electrophysiology recording technique",
        "spike sorting technique",
    ),
    variables=("ElectricalSeries", "ElectrodeGroup", "Units", "SpatialSeries", "PupilTracking"),
)
